"""The account of visits: one ledger, which the draw, 检查台账, the reports and consolidation ask.

`visits` takes every visit out of a workbook's registers, `rules` says which of them count and how many may be,
`ledger` answers for an institution, `rows` writes 检查台账 and exports it, `returning` is what goes from the bureau to its divisions.
"""
