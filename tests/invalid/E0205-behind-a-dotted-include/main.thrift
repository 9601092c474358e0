include "shop.base.thrift"
include "shop.base.store.thrift"

service Good extends shop.base.store.Store {
}

service Bad extends shop.base.Store {
}
