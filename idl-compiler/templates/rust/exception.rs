{{ attributes }}impl ::std::fmt::Display for {{ name }} {
    fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        {{ display }}
    }
}

{{ attributes }}impl ::std::error::Error for {{ name }} {}
