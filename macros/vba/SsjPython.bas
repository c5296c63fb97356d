Attribute VB_Name = "SsjPython"
Option Explicit
' The wire to Python: start it, press a button, call a formula, stop it. xlwings' library starts one process and
' hands its COM object back; the process runs ssj_xl.entry.wire, which is told nothing but the class to serve.

#If Win64 Then
    Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
    Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryA Lib "kernel32" (ByVal path As String) As LongPtr

Private Const ACTIVATE As Long = 1
Private Const STOP_IT As Long = -1
Private Const NOT_FOUND As Long = 53

Public Function SsjPress(ByVal id As String, ByVal book As Workbook) As Variant
    ' What is to be shown, as text, title and kind of box: it is shown when this call has ended.
    ' A formula of any open workbook can call what is public here: it presses no button.
    Dim python As Object
    If TypeName(Application.Caller) = "Range" Then Exit Function
    Set python = SsjPythonNow()
    SsjPress = python.Var(python.Call(python.Module("ssj_xl.entry.wire"), "press", python.Tuple(id, book)))
End Function

Public Function SsjCall(ByVal name As String, ByVal arguments As Variant) As Variant
    On Error GoTo Broken
    SsjCall = SsjPythonNow().CallUDF("ssj_xl.entry.udf", name, arguments, ThisWorkbook, Application.Caller)
    Exit Function
Broken:
    SsjCall = SsjAbsent()
End Function

Public Sub SsjStop()
    Dim unused As Variant
    SsjActivate unused, STOP_IT
End Sub

Public Function SsjInWizard() As Boolean
    ' While a formula's arguments are typed, this button is off: what takes long is not computed at every key.
    SsjInWizard = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Private Function SsjAbsent() As Variant
    ' A workbook without the sheet of texts shows #N/A.
    On Error Resume Next
    SsjAbsent = CVErr(xlErrNA)
    SsjAbsent = ThisWorkbook.Worksheets("ssj_xl.wire").Range("A1").Value
End Function

Private Function SsjPythonNow() As Object
    Dim found As Variant
    SsjActivate found, ACTIVATE
    Set SsjPythonNow = found
End Function

Private Sub SsjActivate(ByRef result As Variant, ByVal mode As Long)
    Dim interpreter As String
    interpreter = SsjInterpreter()
    SsjLoad interpreter
    If XLPyDLLActivateAuto(result, SsjCommand(interpreter), mode) <> 0 Then Err.Raise NOT_FOUND
End Sub

Private Sub SsjLoad(ByVal interpreter As String)
    ' Beside python.exe, or one folder up in a virtual environment. By full path only, so that Windows searches no folder.
    Dim folder As String
    folder = SsjFolder(interpreter)
    If LoadLibraryA(folder & "\" & LIBRARY) <> 0 Then Exit Sub
    If LoadLibraryA(SsjFolder(folder) & "\" & LIBRARY) = 0 Then Err.Raise NOT_FOUND
End Sub

Private Function SsjInterpreter() As String
    ' From the user's own file, and from nowhere else: what somebody sends names no program.
    SsjInterpreter = SsjSetting(Environ$("USERPROFILE") & "\.ssj_xl\ssj_xl.conf", "INTERPRETER_WIN")
    If Not SsjIsFullPath(SsjInterpreter) Then Err.Raise NOT_FOUND
End Function

Private Function SsjSetting(ByVal path As String, ByVal key As String) As String
    Dim file As Long
    file = FreeFile
    Open path For Input As #file
    SsjSetting = SsjFound(file, key)
    Close #file
End Function

Private Function SsjFound(ByVal file As Long, ByVal key As String) As String
    Dim entry As String
    Do Until EOF(file) Or SsjFound <> ""
        Line Input #file, entry
        SsjFound = SsjValue(entry, key)
    Loop
End Function
