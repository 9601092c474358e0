{{ attributes }}impl {{ default }} for {{ name }} {
    fn default() -> Self {
        {{ value }}
    }
}
