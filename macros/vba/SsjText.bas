Attribute VB_Name = "SsjText"
Option Explicit
' Pure functions: they touch no application, so they run wherever Basic does.

Public Function SsjVerdict(ByVal holds As Variant, ByVal reason As String) As String
    ' Only a plain FALSE switches off: an error means a workbook that the rule does not know.
    If VarType(holds) = vbBoolean Then
        If Not holds Then SsjVerdict = reason
    End If
End Function

Public Function SsjJoined(ByVal supertip As String, ByVal reason As String) As String
    SsjJoined = supertip
    If reason <> "" Then SsjJoined = reason & vbLf & vbLf & supertip
End Function

Public Function SsjLookup(ByVal rows As Variant, ByVal id As String, ByVal column As Long) As String
    Dim row As Long
    For row = LBound(rows, 1) To UBound(rows, 1)
        If rows(row, 1) = id Then SsjLookup = rows(row, column)
    Next row
End Function
