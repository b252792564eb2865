plugin_LTLIBRARIES += plugins/no-guidance.la
plugins_no_guidance_la_SOURCES = \
	%D%/no-guidance.c \
	$(NULL)
plugins_no_guidance_la_LDFLAGS = $(PLUGIN_LDFLAGS)
