"""Assessments: from what somebody knows of one person to what the data says about it, every line with its claims."""
