plugin_LTLIBRARIES += plugins/torch-random.la
plugins_torch_random_la_SOURCES = \
	%D%/box_muller.c \
	%D%/box_muller.h \
	%D%/mersenne_twister.c \
	%D%/mersenne_twister.h \
	%D%/torch-random.c \
	$(NULL)
# What is written as a product and a sum is rounded twice, whatever the compiler would do: the bits of the normals are promised.
plugins_torch_random_la_CFLAGS = $(AM_CFLAGS) -ffp-contract=off
plugins_torch_random_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_torch_random_la_LIBADD = -lm
