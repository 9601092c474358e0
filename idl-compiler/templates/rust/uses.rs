use ::thriftwood::codegen::Field as _;
