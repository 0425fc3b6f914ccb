"""Portal files of real sites, made from public evidence and not yet checked against the sites.

`verified: false`.

Such a portal is crawled only when named; `taizhang portal check` tests it, a person then sets
`verified: true`.
"""
