"""Models: where they are found and checked, how they become a graph, and the Ops that run them."""
