"""placeholder"""
def differences(kernel, library): return ""
