plugin_LTLIBRARIES += plugins/scheduler-step.la
plugins_scheduler_step_la_SOURCES = %D%/scheduler-step.c
plugins_scheduler_step_la_LDFLAGS = $(PLUGIN_LDFLAGS)
