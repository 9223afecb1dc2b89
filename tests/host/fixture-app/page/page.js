window.fixture.onEvent((message) => {
  document.querySelector('#last').textContent = message;
});
