"""For project managers: from one to four cases to a fit check, a calculation, a plan and a draft for a decision."""
