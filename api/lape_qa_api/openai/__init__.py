"""The chat API of OpenAI."""
