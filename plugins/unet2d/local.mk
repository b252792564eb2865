if HAVE_DNNL
plugin_LTLIBRARIES += plugins/unet2d.la
plugins_unet2d_la_SOURCES = \
	%D%/batch.c \
	%D%/batch.h \
	%D%/builder.c \
	%D%/builder.h \
	%D%/component.c \
	%D%/convolution.c \
	%D%/convolution.h \
	%D%/denoiser.c \
	%D%/denoiser.h \
	%D%/edges.c \
	%D%/edges.h \
	%D%/embedding.c \
	%D%/embedding.h \
	%D%/heads.c \
	%D%/heads.h \
	%D%/kernels.c \
	%D%/kernels.h \
	%D%/kernels_avx2.c \
	%D%/kernels_avx512.c \
	%D%/kernels_body.h \
	%D%/kernels_plain.c \
	%D%/layers.c \
	%D%/layers.h \
	%D%/network.c \
	%D%/network.h \
	%D%/normalisation.c \
	%D%/normalisation.h \
	%D%/options.c \
	%D%/options.h \
	%D%/pool.c \
	%D%/pool.h \
	%D%/program.c \
	%D%/program.h \
	%D%/program_build.c \
	%D%/resample.c \
	%D%/resample.h \
	%D%/scratch.c \
	%D%/scratch.h \
	%D%/slice.h \
	%D%/weights.c \
	%D%/weights.h \
	$(NULL)
plugins_unet2d_la_CPPFLAGS = $(AM_CPPFLAGS) $(DNNL_CFLAGS)
# ISO C mode alone would not fuse multiplications and additions. Wide vectors stay within a file: no ABI is at stake.
plugins_unet2d_la_CFLAGS = $(AM_CFLAGS) -fopenmp -ffp-contract=fast -Wno-psabi
plugins_unet2d_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_unet2d_la_LIBADD = $(DNNL_LIBS) -lm
endif
