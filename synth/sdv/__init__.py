"""SDV's engines behind ours. None gives a formal privacy guarantee.

:mod:`base` has what they share, :mod:`copula` and :mod:`gan` the engines, :mod:`seeding` what makes a seed count, :mod:`boundary` what
keeps cells from getting out through SDV's messages, :mod:`sealed` a fitted engine on disk. What may not come in: SDV at import.
"""
