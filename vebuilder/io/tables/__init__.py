"""Networks, projects and enterprises as tables: data frames, CSV folders, workbooks."""
