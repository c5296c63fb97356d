Attribute VB_Name = "SsjRibbon"
Option Explicit
' Written by "ssj-xl addin build" from ssj_xl/build/ribbon.py. Do not edit.

Public Sub SsjOnLoad(ribbon As IRibbonUI)
    SsjRemember ribbon
End Sub

Public Sub SsjGetEnabled(control As IRibbonControl, ByRef returnedVal As Variant)
    returnedVal = (SsjReason(control.ID) = "")
End Sub

Public Sub SsjGetSupertip(control As IRibbonControl, ByRef returnedVal As Variant)
    returnedVal = SsjSupertip(control.ID)
End Sub

Public Sub SsjPress_check(control As IRibbonControl)
    SsjRun "check"
End Sub

Public Sub SsjPress_import(control As IRibbonControl)
    SsjRun "import"
End Sub

Public Sub SsjPress_compare(control As IRibbonControl)
    SsjRun "compare"
End Sub

Public Sub SsjPress_add(control As IRibbonControl)
    SsjRun "add"
End Sub

Public Sub SsjPress_change(control As IRibbonControl)
    SsjRun "change"
End Sub

Public Sub SsjPress_tiers(control As IRibbonControl)
    SsjRun "tiers"
End Sub

Public Sub SsjPress_restore(control As IRibbonControl)
    SsjRun "restore"
End Sub

Public Sub SsjPress_preview(control As IRibbonControl)
    SsjRun "preview"
End Sub

Public Sub SsjPress_lock(control As IRibbonControl)
    SsjRun "lock"
End Sub

Public Sub SsjPress_draw(control As IRibbonControl)
    SsjRun "draw"
End Sub

Public Sub SsjPress_match(control As IRibbonControl)
    SsjRun "match"
End Sub

Public Sub SsjPress_promote(control As IRibbonControl)
    SsjRun "promote"
End Sub

Public Sub SsjPress_postpone(control As IRibbonControl)
    SsjRun "postpone"
End Sub

Public Sub SsjPress_reassign(control As IRibbonControl)
    SsjRun "reassign"
End Sub

Public Sub SsjPress_void(control As IRibbonControl)
    SsjRun "void"
End Sub

Public Sub SsjPress_notice(control As IRibbonControl)
    SsjRun "notice"
End Sub

Public Sub SsjPress_papers(control As IRibbonControl)
    SsjRun "papers"
End Sub

Public Sub SsjPress_joint_invite(control As IRibbonControl)
    SsjRun "joint_invite"
End Sub

Public Sub SsjPress_joint_join(control As IRibbonControl)
    SsjRun "joint_join"
End Sub

Public Sub SsjPress_joint_add(control As IRibbonControl)
    SsjRun "joint_add"
End Sub

Public Sub SsjPress_joint_send(control As IRibbonControl)
    SsjRun "joint_send"
End Sub

Public Sub SsjPress_sheets(control As IRibbonControl)
    SsjRun "sheets"
End Sub

Public Sub SsjPress_collect(control As IRibbonControl)
    SsjRun "collect"
End Sub

Public Sub SsjPress_visited(control As IRibbonControl)
    SsjRun "visited"
End Sub

Public Sub SsjPress_passed(control As IRibbonControl)
    SsjRun "passed"
End Sub

Public Sub SsjPress_unpassed(control As IRibbonControl)
    SsjRun "unpassed"
End Sub

Public Sub SsjPress_due(control As IRibbonControl)
    SsjRun "due"
End Sub

Public Sub SsjPress_publish(control As IRibbonControl)
    SsjRun "publish"
End Sub

Public Sub SsjPress_archive(control As IRibbonControl)
    SsjRun "archive"
End Sub

Public Sub SsjPress_account(control As IRibbonControl)
    SsjRun "account"
End Sub

Public Sub SsjPress_verify(control As IRibbonControl)
    SsjRun "verify"
End Sub

Public Sub SsjPress_platform(control As IRibbonControl)
    SsjRun "platform"
End Sub

Public Sub SsjPress_report(control As IRibbonControl)
    SsjRun "report"
End Sub

Public Sub SsjPress_reported(control As IRibbonControl)
    SsjRun "reported"
End Sub

Public Sub SsjPress_quarter(control As IRibbonControl)
    SsjRun "quarter"
End Sub

Public Sub SsjPress_year(control As IRibbonControl)
    SsjRun "year"
End Sub

Public Sub SsjPress_bulletin(control As IRibbonControl)
    SsjRun "bulletin"
End Sub

Public Sub SsjPress_submit(control As IRibbonControl)
    SsjRun "submit"
End Sub

Public Sub SsjPress_consolidate(control As IRibbonControl)
    SsjRun "consolidate"
End Sub

Public Sub SsjPress_manual(control As IRibbonControl)
    SsjRun "manual"
End Sub

Public Sub SsjPress_codes(control As IRibbonControl)
    SsjRun "codes"
End Sub

Public Sub SsjPress_doctor(control As IRibbonControl)
    SsjRun "doctor"
End Sub

Public Sub SsjPress_about(control As IRibbonControl)
    SsjRun "about"
End Sub
