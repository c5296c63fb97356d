"""The Excel add-in, built from the text in macros/ and checked without Excel.

project: what macros/ holds, and its VBA modules as vbaProject.bin.  addin: ssj_xl.xlam, and a project in a finished
workbook.  lint*: what makes Excel repair or refuse a file.
"""
