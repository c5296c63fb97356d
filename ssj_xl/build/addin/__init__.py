"""The Excel add-in, built from the text in macros/ and checked without Excel.

project: VBA modules to vbaProject.bin.  addin: ssj_xl.xlam.  macros: a project into a finished workbook.
sources: what macros/ holds.  lint*, vba_lint: what makes Excel repair or refuse a file.
"""
