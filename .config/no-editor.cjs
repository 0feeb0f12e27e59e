/** Stands in for the package `@inquirer/external-editor`: we open none, and its character sets are half a megabyte. */
exports.editAsync = () => {
  throw new Error('this build has no prompt that opens an editor');
};
