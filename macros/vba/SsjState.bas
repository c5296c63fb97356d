Attribute VB_Name = "SsjState"
Option Explicit
' What the ribbon shows. The sheet ssj_xl.buttons of this add-in has one row a button:
' id, supertip, first rule and its reason, second rule and its reason.
' The sheet ssj_xl.wire has what is shown without Python (text, title), the rule of our own workbooks, and
' a cell for the ribbon: when VBA forgets its variables, the ribbon is found again by it.

Private Declare PtrSafe Sub RtlMoveMemory Lib "kernel32" (ByRef target As Any, ByRef source As Any, ByVal length As LongPtr)
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal window As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, ByVal kind As Long) As Long

Private Const BOARD As String = "ssj_xl.buttons"
Private Const WIRE As String = "ssj_xl.wire"
Private Const TIP As Long = 2
Private Const RULE_1 As Long = 3
Private Const REASON_1 As Long = 4
Private Const RULE_2 As Long = 5
Private Const REASON_2 As Long = 6
Private Const STOPPED As Long = 16

Private Shown As IRibbonUI
Private Waiting As Boolean

Public Sub SsjRemember(ByVal ribbon As IRibbonUI)
    Set Shown = ribbon
    ThisWorkbook.Worksheets(WIRE).Range("A4").Value = "'" & CStr(ObjPtr(ribbon))
    ThisWorkbook.Saved = True
End Sub

Public Sub SsjRefresh()
    On Error Resume Next
    Waiting = False
    If Shown Is Nothing Then Set Shown = SsjFoundAgain()
    If Not Shown Is Nothing Then Shown.Invalidate
End Sub

Public Sub SsjRefreshSoon()
    ' After a change in one of our workbooks, and once for all the changes of a second.
    On Error Resume Next
    If Waiting Or SsjVerdict(SsjHolds(SsjWire("A3")), "other") <> "" Then Exit Sub
    Waiting = True
    Application.OnTime Now + TimeSerial(0, 0, 1), "'" & ThisWorkbook.Name & "'!SsjRefresh"
End Sub

Public Sub SsjRun(ByVal id As String)
    ' The active workbook goes to Python, so there must be one.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    SsjShow SsjAnswer(id)
    SsjRefresh
End Sub

Private Function SsjAnswer(ByVal id As String) As Variant
    On Error GoTo Broken
    SsjAnswer = SsjPress(id, ActiveWorkbook)
    Exit Function
Broken:
    SsjAnswer = SsjBroken()
End Function

Private Function SsjBroken() As Variant
    ' What is left of the process goes, so that the next press starts a new one.
    On Error Resume Next
    SsjStop
    SsjBroken = Array(SsjWire("A1"), SsjWire("A2"), STOPPED)
End Function

Private Sub SsjShow(ByVal answer As Variant)
    Dim text As String, title As String
    text = answer(LBound(answer))
    title = answer(LBound(answer) + 1)
    If text <> "" Then MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(title), answer(LBound(answer) + 2)
End Sub

Private Function SsjFoundAgain() As Object
    Dim address As LongPtr, found As Object, nothing_there As LongPtr
    address = CLngPtr(SsjWire("A4"))
    RtlMoveMemory found, address, LenB(address)
    Set SsjFoundAgain = found
    RtlMoveMemory found, nothing_there, LenB(address)
End Function

Private Function SsjWire(ByVal cell As String) As String
    SsjWire = ThisWorkbook.Worksheets(WIRE).Range(cell).Value
End Function

Public Function SsjReason(ByVal id As String) As String
    SsjReason = SsjVerdict(SsjHolds(SsjCell(id, RULE_1)), SsjCell(id, REASON_1))
    If SsjReason = "" Then SsjReason = SsjVerdict(SsjHolds(SsjCell(id, RULE_2)), SsjCell(id, REASON_2))
End Function

Public Function SsjSupertip(ByVal id As String) As String
    SsjSupertip = SsjJoined(SsjCell(id, TIP), SsjReason(id))
End Function

Private Function SsjHolds(ByVal rule As String) As Variant
    SsjHolds = True
    If rule = "" Then Exit Function
    If ActiveWorkbook Is Nothing Then SsjHolds = False Else SsjHolds = Application.Evaluate(rule)
End Function

Private Function SsjCell(ByVal id As String, ByVal column As Long) As String
    Static rows As Variant
    If IsEmpty(rows) Then rows = ThisWorkbook.Worksheets(BOARD).UsedRange.Value
    SsjCell = SsjLookup(rows, id, column)
End Function
