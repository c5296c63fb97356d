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
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('check')"
End Sub

Public Sub SsjPress_import(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('import')"
End Sub

Public Sub SsjPress_compare(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('compare')"
End Sub

Public Sub SsjPress_restore(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('restore')"
End Sub

Public Sub SsjPress_preview(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('preview')"
End Sub

Public Sub SsjPress_lock(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('lock')"
End Sub

Public Sub SsjPress_draw(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('draw')"
End Sub

Public Sub SsjPress_match(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('match')"
End Sub

Public Sub SsjPress_promote(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('promote')"
End Sub

Public Sub SsjPress_postpone(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('postpone')"
End Sub

Public Sub SsjPress_reassign(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('reassign')"
End Sub

Public Sub SsjPress_void(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('void')"
End Sub

Public Sub SsjPress_notice(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('notice')"
End Sub

Public Sub SsjPress_papers(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('papers')"
End Sub

Public Sub SsjPress_sheets(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('sheets')"
End Sub

Public Sub SsjPress_collect(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('collect')"
End Sub

Public Sub SsjPress_visited(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('visited')"
End Sub

Public Sub SsjPress_passed(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('passed')"
End Sub

Public Sub SsjPress_unpassed(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('unpassed')"
End Sub

Public Sub SsjPress_due(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('due')"
End Sub

Public Sub SsjPress_publish(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('publish')"
End Sub

Public Sub SsjPress_verify(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('verify')"
End Sub

Public Sub SsjPress_platform(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('platform')"
End Sub

Public Sub SsjPress_report(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('report')"
End Sub

Public Sub SsjPress_quarter(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('quarter')"
End Sub

Public Sub SsjPress_year(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('year')"
End Sub

Public Sub SsjPress_submit(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('submit')"
End Sub

Public Sub SsjPress_consolidate(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('consolidate')"
End Sub

Public Sub SsjPress_manual(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('manual')"
End Sub

Public Sub SsjPress_codes(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('codes')"
End Sub

Public Sub SsjPress_doctor(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('doctor')"
End Sub

Public Sub SsjPress_about(control As IRibbonControl)
    SsjRun "import ssj_xl.entry.ribbon as r; r.press('about')"
End Sub
