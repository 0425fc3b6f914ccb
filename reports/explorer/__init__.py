"""`taizhang web`: releases in a browser, every task beside the sentence that it was read from.

Only this folder knows FastAPI. What it shows is read from a release and written nowhere but into an index in a cache
folder; answers to doubts, where asked for, are written by whoever starts it.
"""
