"""The recipe of evalkit's support model: from labelled sets and articles to the weights that the package carries."""
