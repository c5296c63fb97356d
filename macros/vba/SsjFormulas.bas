Attribute VB_Name = "SsjFormulas"
' Written by "ssj-xl addin build" with the generator of xlwings, from ssj_xl/domain/formulas. Do not edit.
#Const App = "Microsoft Excel" 'Adjust when using outside of Excel
Function SSJ_COVERAGE(objects, checked, Optional as_text)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_COVERAGE = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_COVERAGE", Array(objects, checked, as_text), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_COVERAGE = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_COVERAGE", Array(objects, checked, as_text))
        Exit Function
    #End If
failed:
    SSJ_COVERAGE = Err.Description
End Function

Function SSJ_DRAW(list, groups, quotas, key, Optional nth)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_DRAW = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_DRAW", Array(list, groups, quotas, key, nth), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_DRAW = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_DRAW", Array(list, groups, quotas, key, nth))
        Exit Function
    #End If
failed:
    SSJ_DRAW = Err.Description
End Function

Function SSJ_DUE(start, days, holidays, today, Optional done)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_DUE = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_DUE", Array(start, days, holidays, today, done), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_DUE = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_DUE", Array(start, days, holidays, today, done))
        Exit Function
    #End If
failed:
    SSJ_DUE = Err.Description
End Function

Function SSJ_IDCHECK(code, Optional kind)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_IDCHECK = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_IDCHECK", Array(code, kind), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_IDCHECK = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_IDCHECK", Array(code, kind))
        Exit Function
    #End If
failed:
    SSJ_IDCHECK = Err.Description
End Function

Function SSJ_QUOTA(count, ratio, Optional least)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_QUOTA = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_QUOTA", Array(count, ratio, least), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_QUOTA = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_QUOTA", Array(count, ratio, least))
        Exit Function
    #End If
failed:
    SSJ_QUOTA = Err.Description
End Function

Function SSJ_RANK(list, codes, key, Optional groups, Optional quotas)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_RANK = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_RANK", Array(list, codes, key, groups, quotas), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_RANK = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_RANK", Array(list, codes, key, groups, quotas))
        Exit Function
    #End If
failed:
    SSJ_RANK = Err.Description
End Function

Function SSJ_TICKET(code, key, Optional lots)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_TICKET = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_TICKET", Array(code, key, lots), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_TICKET = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_TICKET", Array(code, key, lots))
        Exit Function
    #End If
failed:
    SSJ_TICKET = Err.Description
End Function

Function SSJ_VERIFY(draws, list, people, winners, journal)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_VERIFY = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_VERIFY", Array(draws, list, people, winners, journal), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_VERIFY = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_VERIFY", Array(draws, list, people, winners, journal))
        Exit Function
    #End If
failed:
    SSJ_VERIFY = Err.Description
End Function

Function SSJ_WORKDAY(start, days, holidays)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SSJ_WORKDAY = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_WORKDAY", Array(start, days, holidays), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SSJ_WORKDAY = XLPy.CallUDF("ssj_xl.entry.udf", "SSJ_WORKDAY", Array(start, days, holidays))
        Exit Function
    #End If
failed:
    SSJ_WORKDAY = Err.Description
End Function
