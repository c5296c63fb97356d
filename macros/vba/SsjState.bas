Attribute VB_Name = "SsjState"
Option Explicit
' What the ribbon shows. The sheet ssj_xl.buttons of this add-in has one row a button:
' id, supertip, first rule and its reason, second rule and its reason.

Private Const BOARD As String = "ssj_xl.buttons"
Private Const TIP As Long = 2
Private Const RULE_1 As Long = 3
Private Const REASON_1 As Long = 4
Private Const RULE_2 As Long = 5
Private Const REASON_2 As Long = 6

Private Shown As IRibbonUI

Public Sub SsjRemember(ByVal ribbon As IRibbonUI)
    Set Shown = ribbon
End Sub

Public Sub SsjRefresh()
    If Not Shown Is Nothing Then Shown.Invalidate
End Sub

Public Sub SsjRun(ByVal command As String)
    ' A shape in somebody's workbook may name this as its macro: only a button's own command is run.
    If Not command Like "import ssj_xl.entry.ribbon as r; r.press('*')" Or UBound(Split(command, "'")) <> 2 Then Exit Sub
    ' xlwings hands the active workbook to Python, so there must be one.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    RunPython command
    SsjRefresh
End Sub

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
