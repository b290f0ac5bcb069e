"""The facilitator's desk at a prompt: what is typed, what it does, how it is told."""
