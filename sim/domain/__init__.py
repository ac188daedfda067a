"""The nouns of the model, frozen: quantities, streams, partners, law, scenarios."""
