"""What a bundle of sanctions does to North Korea's export revenue, and why.

Data flows one way: scenario YAML -> Scenario -> model (a SimPy calendar over arrays) -> Results -> tables, figures.
"""

__version__ = "0.1.0"
