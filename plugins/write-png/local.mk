if HAVE_PNG
plugin_LTLIBRARIES += plugins/write-png.la
plugins_write_png_la_SOURCES = \
	%D%/output_file.c \
	%D%/output_file.h \
	%D%/write-png.c \
	$(NULL)
plugins_write_png_la_CPPFLAGS = $(AM_CPPFLAGS) $(PNG_CFLAGS)
plugins_write_png_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_write_png_la_LIBADD = $(PNG_LIBS)
endif
