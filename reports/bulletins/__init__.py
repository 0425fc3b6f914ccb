"""What a region promised and is due in a quarter, as its offices report it (按季度通报): a page, and the same as Excel.

quarter: which days a quarter has; sections: the rows of each section from a release's tables; page and workbook show
them, files writes them.
"""
