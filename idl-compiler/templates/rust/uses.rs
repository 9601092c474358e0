{% if fields %}
use ::thriftwood::codegen::{self as tw, Field as _};
{% else %}
use ::thriftwood::codegen as tw;
{% endif %}
