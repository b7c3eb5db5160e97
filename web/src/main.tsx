import '@mantine/core/styles.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for its content.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
