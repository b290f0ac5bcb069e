"""Do both engines do the same, to the last bit, whatever the scenario and wherever they run?"""
