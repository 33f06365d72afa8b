"""Today: who needs what from whom, now?"""
