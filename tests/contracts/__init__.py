"""Is what we promise to others still true?"""
