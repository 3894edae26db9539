"""A metric that forgot to declare what it imports."""

import a_module_that_nobody_has

from evalkit.metric import Metric


class Broken(Metric):
    name = "broken"
    model = a_module_that_nobody_has.model
