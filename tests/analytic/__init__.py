"""Does the model give the answers that are known exactly?"""
