"""The addresses of a reader's own project."""

from django.urls import path

from cases.project import views

urlpatterns = [
    path("", views.project, name="project"),
    path("passer/", views.fit, name="project_fit"),
    path("gruppe/", views.group, name="project_group"),
    path("plan/", views.plan, name="project_plan"),
    path("plan/papirer.xlsx", views.plan_workbook, name="project_workbook"),
    path("plan/papirer.zip", views.papers, name="project_papers"),
    path("plan/<slug:name>.docx", views.paper, name="project_paper"),
    path("spoerg/", views.asking, name="project_asking"),
    path("oplaeg/", views.decision, name="project_decision"),
    path("beslutningsoplaeg.<str:file_format>", views.decision_file, name="project_decision_file"),
    path("regnestykke/", views.calculation, name="project_calculation"),
    path("regnestykke.xlsx", views.calculation_file, name="project_calculation_file"),
]
