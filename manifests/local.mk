# SPDX-License-Identifier: MIT
# Pipelines that run as they are, and the models they use. Installed, they keep their places relative to each other.

manifestsdir = $(pkgdatadir)/manifests
dist_manifests_DATA = \
	%reldir%/count.json \
	%reldir%/fashion-ddim.json \
	%reldir%/fashion-ddpm.json \
	%reldir%/nested.json \
	%reldir%/power-iteration.json \
	$(NULL)

schemadir = $(manifestsdir)/schema
dist_schema_DATA = %reldir%/schema/manifest.schema.json

fashionunetdir = $(pkgdatadir)/models/fashion-unet
dist_fashionunet_DATA = \
	models/fashion-unet/README.md \
	models/fashion-unet/config.json \
	models/fashion-unet/diffusion_pytorch_model.safetensors \
	models/fashion-unet/scheduler_config.json \
	$(NULL)
