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

Public Function SsjCommand(ByVal interpreter As String) As String
    ' -I: no variable of the user's and no folder of a workbook has a say. The library puts its class for $(CLSID).
    SsjCommand = """" & interpreter & """ -I -B -m ssj_xl.entry.wire $(CLSID)"
End Function

Public Function SsjIsFullPath(ByVal path As String) As Boolean
    ' A drive, folders, a program; nothing that Windows or the library would replace by something else.
    If Mid$(path, 2, 2) <> ":\" Or LCase$(Right$(path, 4)) <> ".exe" Then Exit Function
    SsjIsFullPath = InStr(path, """") + InStr(path, "%") + InStr(path, "$") + InStr(path, "\..") = 0
End Function

Public Function SsjValue(ByVal entry As String, ByVal key As String) As String
    ' A line of the settings: "key","value".
    Dim head As String
    head = """" & key & ""","""
    If Left$(entry, Len(head)) = head And Len(entry) > Len(head) Then SsjValue = Mid$(entry, Len(head) + 1, Len(entry) - Len(head) - 1)
End Function

Public Function SsjFolder(ByVal path As String) As String
    Dim at As Long, last As Long
    For at = 1 To Len(path)
        If Mid$(path, at, 1) = "\" Then last = at
    Next at
    If last > 0 Then SsjFolder = Left$(path, last - 1)
End Function

Public Function SsjIsMoved(ByVal link As String, ByVal own As String) As Boolean
    ' The same add-in in the folder of somebody else.
    SsjIsMoved = LCase$(SsjName(link)) = LCase$(SsjName(own)) And LCase$(link) <> LCase$(own)
End Function

Public Function SsjName(ByVal path As String) As String
    SsjName = Mid$(path, Len(SsjFolder(path)) + 1)
    If Left$(SsjName, 1) = "\" Then SsjName = Mid$(SsjName, 2)
End Function
