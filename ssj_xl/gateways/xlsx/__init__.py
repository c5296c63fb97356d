"""A closed .xlsx/.xlsm file: read with calamine, changed by editing only the parts that change."""
