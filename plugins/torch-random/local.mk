plugin_LTLIBRARIES += plugins/torch-random.la
plugins_torch_random_la_SOURCES = \
	%D%/mersenne_twister.c \
	%D%/mersenne_twister.h \
	%D%/torch-random.c \
	$(NULL)
plugins_torch_random_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_torch_random_la_LIBADD = -lm
