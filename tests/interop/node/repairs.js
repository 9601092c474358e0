'use strict';
// One fault of the library is mended here, since it would spoil every answer with a list of bools in it: the compact protocol
// reads each bool of a container as false (it asks a number for its `.value`).
const { TCompactProtocol } = require('thrift');

TCompactProtocol.prototype.readBool = function () {
  if (this.boolValue_.hasBoolValue) {
    this.boolValue_.hasBoolValue = false;
    return this.boolValue_.boolValue;
  }
  return this.trans.readByte() === TCompactProtocol.Types.CT_BOOLEAN_TRUE;
};
