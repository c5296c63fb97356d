Attribute VB_Name = "SsjHelp"
Option Explicit
' Help of the formulas in Excel's function wizard. The sheet ssj_xl.formulas of this add-in has one row
' a formula: name, description, category, and the descriptions of its arguments, one a line.

Private Const BOARD As String = "ssj_xl.formulas"
Private Told As Boolean

Public Sub SsjDescribe()
    ' Excel describes a function only while some workbook is open.
    If Told Or ActiveWorkbook Is Nothing Then Exit Sub
    Told = True
    If Not SsjDescribed() Then SsjDescribeUnhidden
End Sub

Private Function SsjDescribed() As Boolean
    On Error GoTo Refused
    SsjDescribeAll
    SsjDescribed = True
Refused:
End Function

Private Sub SsjDescribeUnhidden()
    ' Some releases describe nothing in a hidden workbook, as an add-in is. Without help the formulas work too.
    On Error Resume Next
    ThisWorkbook.IsAddin = False
    SsjDescribeAll
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
End Sub

Private Sub SsjDescribeAll()
    Dim row As Range
    For Each row In ThisWorkbook.Worksheets(BOARD).UsedRange.Rows
        SsjDescribeOne row.Value
    Next row
End Sub

Private Sub SsjDescribeOne(ByVal texts As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & texts(1, 1), Description:=texts(1, 2), _
        Category:=texts(1, 3), ArgumentDescriptions:=Split(texts(1, 4), vbLf)
End Sub
