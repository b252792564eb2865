plugin_LTLIBRARIES += plugins/denoise.la
plugins_denoise_la_SOURCES = \
	%D%/denoise.c \
	%D%/model.c \
	%D%/model.h \
	$(NULL)
plugins_denoise_la_LDFLAGS = $(PLUGIN_LDFLAGS)
