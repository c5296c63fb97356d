Attribute VB_Name = "SsjFormulas"
Option Explicit
' Written by "ssj-xl addin build" from ssj_xl/domain/formulas. Do not edit.

Public Function SSJ_DRAW(list, groups, quotas, key, Optional nth)
    If SsjInWizard() Then Exit Function
    SSJ_DRAW = SsjCall("SSJ_DRAW", Array(list, groups, quotas, key, nth))
End Function

Public Function SSJ_TICKET(code, key, Optional lots)
    SSJ_TICKET = SsjCall("SSJ_TICKET", Array(code, key, lots))
End Function

Public Function SSJ_RANK(list, codes, key, Optional groups, Optional quotas)
    SSJ_RANK = SsjCall("SSJ_RANK", Array(list, codes, key, groups, quotas))
End Function

Public Function SSJ_QUOTA(count, ratio, Optional least)
    SSJ_QUOTA = SsjCall("SSJ_QUOTA", Array(count, ratio, least))
End Function

Public Function SSJ_VERIFY(draws, list, people, winners, journal)
    If SsjInWizard() Then Exit Function
    SSJ_VERIFY = SsjCall("SSJ_VERIFY", Array(draws, list, people, winners, journal))
End Function

Public Function SSJ_WORKDAY(start, days, holidays)
    SSJ_WORKDAY = SsjCall("SSJ_WORKDAY", Array(start, days, holidays))
End Function

Public Function SSJ_DUE(start, days, holidays, today, Optional done)
    SSJ_DUE = SsjCall("SSJ_DUE", Array(start, days, holidays, today, done))
End Function

Public Function SSJ_COVERAGE(objects, checked, Optional as_text)
    SSJ_COVERAGE = SsjCall("SSJ_COVERAGE", Array(objects, checked, as_text))
End Function

Public Function SSJ_IDCHECK(code, Optional kind)
    SSJ_IDCHECK = SsjCall("SSJ_IDCHECK", Array(code, kind))
End Function
