{{ docs }}{{ attributes }}pub type {{ name }} = {{ ty }};
