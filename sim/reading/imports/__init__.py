"""Trade tables of others, UN Comtrade's or plain ones, as amounts by partner and stream; nothing in them is guessed."""
