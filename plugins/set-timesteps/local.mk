plugin_LTLIBRARIES += plugins/set-timesteps.la
plugins_set_timesteps_la_SOURCES = %D%/set-timesteps.c
plugins_set_timesteps_la_LDFLAGS = $(PLUGIN_LDFLAGS)
