'use strict';

/* What nobody catches, at a moment that the test chooses. */
process.on('SIGUSR2', () => {
  throw new Error('nobody expects this');
});
